"""`./dev shots`: pictures of every page that each role can reach, on sheets to look through.

Two organizations are set up under one fixed moment: the demo, and one on its first day. Two rounds
of pictures therefore differ only where the product differs. Each role starts at its first page and
follows links until it has seen every route (``crawl``); each page is taken wide and narrow, light
and dark (``camera``), compared with the last round, and put on a sheet (``sheet``).
"""

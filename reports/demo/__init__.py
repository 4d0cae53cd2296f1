"""An invented organization with three programs in full swing, told relative to today.

The words are data (``names``, ``words``, ``talks``); ``people``, ``cohorts``, ``enrollments`` and
``pairing`` set the scene; a ``Pair`` lives through a plot (``plots``, ``starring``) day by day, and
every step leaves the rows that the product's own actions would have left.
"""

"""An invented organization with three programs in full swing, told relative to today.

The words are data (``names``, ``words``, ``talks``). ``people``, ``cohorts``, ``enrollments`` and
``pairing`` set the scene, program by program (``programs``). Each :class:`~demo.pair.DemoPair`
lives through a plot (``plots``, ``starring``, made of ``chapters``) day by day, and every step
(``steps``, ``meetings``, ``touchpoints``) leaves the rows that the product's actions leave.
"""

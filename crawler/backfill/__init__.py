"""A source's past, read to a day: by its pager, its sitemaps, its month folders, its articles' neighbours.

ways.py     what to ask for next: pure, from a page to an address
walk.py     the walk itself: polite, silent, and able to go on after any stop
"""

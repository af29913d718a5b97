"""From any address of a site to a stanza that works, and from a stanza to what its selectors find today.

asking.py      the site, asked politely, with the narrowest TLS profile that works
survey.py      what a page is and offers: feeds, sections, what is above it (pure)
naming.py      id, name, kind and province of a site, by its host (pure)
places.py      CSS selectors by which an element can be found again (pure)
links.py       a selector for the links of a listing, by what repeats on it (pure)
fields.py      selectors for an article's parts, by where the generic reader found them (pure)
counting.py    how often each selector in force matches a page (pure)
story.py       the probe, from address to proposal
stanza.py      the proposal as YAML, and into `sources.yaml`

Pages of unknown sites are read in the worker; it reaches the pure files through `crawler.reading`.
"""

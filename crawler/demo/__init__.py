"""A make-believe country on loopback: sites of every make, with all their habits, for the demo and the tests.

data.py       its sites and articles, from the YAML beside this file
render.py     what a site shows: listing, article, feed, sitemap; counters and clocks move at every look
quirks.py     what is odd about a site: charsets, entities, compression, ETags
answers.py    what it answers to a request
server.py     HTTP/1.1 on an address of its own, with a note of every request
country.py    all of it running; articles appear and are corrected
receivers.py  a mail server and a stand-in of the Telegram Bot API that keep what arrives
stage.py      the real service as a process between the two
story.py      the demo: what happens, and what is to come of it
"""

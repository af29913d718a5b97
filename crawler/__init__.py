"""phienhop: reads Vietnam's public news sites and recognises sessions on digital transformation."""

__version__ = "0.1.0"

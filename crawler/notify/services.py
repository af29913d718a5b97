"""The only file that imports Apprise, and how we have it set up."""

from __future__ import annotations

import warnings
from typing import Any

from crawler.notify import secrets

with warnings.catch_warnings():
    # One of its optional parts still asks for `imghdr`, which warns on Python 3.11 and 3.12.
    warnings.simplefilter("ignore", DeprecationWarning)
    from apprise import Apprise, AppriseAsset, NotifyFormat, PersistentStoreMode
    from apprise.common import OverflowMode
    from apprise.plugins.email.base import NotifyEmail
    from apprise.plugins.email.smtp import AppriseSMTPController
    from apprise.plugins.telegram import NotifyTelegram

__all__ = ["AppriseSMTPController", "NotifyEmail", "NotifyFormat", "NotifyTelegram", "plugin_of"]

ANSWER_WITHIN = 15.0  # seconds, for each read; Apprise's own 4 s call a slow yes a no
_ASSET = AppriseAsset(
    app_id="phienhop",
    app_desc="phienhop",
    secure_logging=True,
    storage_mode=PersistentStoreMode.MEMORY,  # nothing of a recipient is written beside the database
)

secrets.quiet_libraries()


def plugin_of(address: str) -> Any:
    """Apprise's plugin for a URL, or None where it knows none; raises what the plugin raises."""
    plugin = Apprise.instantiate(address, asset=_ASSET, suppress_exceptions=False)
    if plugin is not None:
        plugin.socket_connect_timeout = plugin.socket_read_timeout = ANSWER_WITHIN
        plugin.overflow_mode = OverflowMode.SPLIT
    return plugin

"""Alerts: what is told (`events`), to whom and when (`rules`), kept (`outbox`), worded (`compose`), sent (`deliver`).

An alert is recorded in the transaction of what caused it, so none is lost; it is sent at least
once, and what may have arrived already says "gửi lại" and bears the same event id.
"""

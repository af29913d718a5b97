"""Alerts at full measure, for minutes: `make soak`."""

from tests.notify.campaign import campaign, verify
from tests.soak.figures import figure


def test_fifteen_hundred_alerts_and_a_hundred_kills(tmp_path):
    faulty = campaign(tmp_path, alerts=1500, kills=100, most=35)
    repeats = verify(faulty, 1500)
    figure(8, f"1500 alerts: 0 lost; repeats {repeats}, faults {faulty.faults}, processes {faulty.run}")
    assert sum(repeats.values()) > 0, "no kill hit a message in flight: this run proved nothing"

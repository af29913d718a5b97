"""Alerts at full measure, for minutes: `make soak`."""

from tests.notify.campaign import campaign, verify


def test_fifteen_hundred_alerts_and_a_hundred_kills(tmp_path):
    faulty = campaign(tmp_path, alerts=1500, kills=100, most=35)
    repeats = verify(faulty, 1500)
    print(f"repeats {repeats}, faults {faulty.faults}, processes {faulty.run}")
    assert sum(repeats.values()) > 0, "no kill hit a message in flight: this run proved nothing"

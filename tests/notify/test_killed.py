"""The service, killed in the middle of sending: nothing is lost, and little repeated."""

from tests.notify.campaign import campaign, verify


def test_killed_ten_times_it_loses_nothing(tmp_path):
    faulty = campaign(tmp_path, alerts=150, kills=10, most=20, flood=True, busy=0.02)
    repeats = verify(faulty, 150)
    assert sum(repeats.values()) > 0, "no kill hit a message in flight: this run proved nothing"
    assert {"busy", "slow down", "reset"} <= faulty.faults.keys()

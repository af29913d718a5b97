"""What others would use, driven as their documents say, by the Python of `.venv-peers`; no module of ours is used."""

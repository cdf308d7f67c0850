"""What is written down, to be found again: law, policy, playbooks, station notes, past decisions; `tool.py` declares it."""

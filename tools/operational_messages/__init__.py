"""What operational messages mean on the network, and which ones a plan needs.
`meaning.py`: message -> events; `outgoing.py`: operations -> texts, shown before anything is sent."""

"""Messages to passengers: composed from a plan's changes, queued once it is approved and executed, then sent.
The texts are in knowledge/passenger_messages; the outbox keeps neither a text nor an address."""

"""Denied boarding, cancellation and long delay in the European Union, the EEA and Switzerland: Regulation (EC) No 261/2004.
Its articles are asked with the figures of a law, so that laws with the same articles share them and differ in their data."""

"""Denied boarding, cancellation and delay in Türkiye: the regulation SHY-YOLCU on the rights of air passengers.
It follows the pattern of Regulation 261, whose articles are asked with the figures of this folder; delay has its own rule."""

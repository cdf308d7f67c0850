"""Booking simulator: what inventory policies earn in a simulated market, against first come first served and perfect hindsight.
`problem.py`: what is sold to whom; `demand.py`: who comes; `policies.py` decide; `simulate.py` plays; `hindsight.py` bounds."""

"""Israel: Aviation Services Law (Compensation and Assistance for Flight Cancellation or Change of Conditions), 5772-2012.
A flight that leaves 8 h late or more counts as cancelled; amounts are indexed every year."""

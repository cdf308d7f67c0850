"""India: DGCA Civil Aviation Requirements, Section 3 (Air Transport), Series M, Part IV.
Facilities and compensation for denied boarding, cancellation, delay and downgrade."""

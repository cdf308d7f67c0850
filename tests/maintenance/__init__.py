"""Maintenance: intervals of deferred defects at their last minute, what is due when, and what a plan may not do."""

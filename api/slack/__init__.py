"""Slack: one message per situation, edited in place; options and approval requests in its thread; decisions in one modal.
A button opens, a modal's submission decides, and it is checked like any other decision; words and reactions decide nothing."""

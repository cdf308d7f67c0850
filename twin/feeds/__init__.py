"""What comes in: the feeds that turn the outside world into events of the twin. `playback` feeds the recording of a scenario,
and simulates what the recording cannot know once somebody has intervened."""

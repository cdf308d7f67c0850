"""What can be asked, a topic each; every `Question` in these modules is found by walking the folder."""

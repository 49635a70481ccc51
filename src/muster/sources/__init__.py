"""Where people and facts come in: lists as files, and tracking calls from websites and apps."""

"""The export of a Mailchimp audience: an archive with one file for each standing, each read like any other list."""

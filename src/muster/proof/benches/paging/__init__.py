"""What the bench of the pages needs: an office full of work, and somebody who asks for each page."""

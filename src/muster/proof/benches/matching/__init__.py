"""What the bench of tasks and teams needs: people who help, shifts that want them, a season, and a full board."""

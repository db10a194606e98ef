"""What the commands for cohorts say."""

"""Pages of the matching: the coordinators' room, and the side of mentees and mentors."""

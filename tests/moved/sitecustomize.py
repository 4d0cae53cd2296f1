"""Python reads this first in a process that a test starts (`tests.moving_clock.inherited`).

The child then begins at the moment its test has reached, and its time goes on from there.
"""

import os
from datetime import datetime

import time_machine

if moment := os.environ.get("MENTORING_TEST_AT"):
    time_machine.travel(datetime.fromisoformat(moment)).start()

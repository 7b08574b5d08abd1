# SPDX-License-Identifier: Apache-2.0
"""Waits for something that never comes, for at most a minute."""

import time

time.sleep(60)

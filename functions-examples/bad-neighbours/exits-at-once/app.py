# SPDX-License-Identifier: Apache-2.0
"""Says why, and ends."""

import sys

print("there is nothing here that could listen", file=sys.stderr)
sys.exit(7)

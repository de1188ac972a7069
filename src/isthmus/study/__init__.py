"""Many runs: what an answer hangs on."""

//! Faults of inputs: each a named error with the right exit code, a good file beside it unharmed.

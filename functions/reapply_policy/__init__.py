"""ReapplyPolicy: one step of applying the policy of today to open violations."""

"""ReapplyPolicy: one step of judging open violations by the policy of today."""

"""ReconcileCompliance: one step of comparing what is stored with the AWS Config aggregator."""

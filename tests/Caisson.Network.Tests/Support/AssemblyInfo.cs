// All of them change one network namespace.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

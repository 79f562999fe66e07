using System.Runtime.Versioning;

[assembly: SupportedOSPlatform("linux")]

// Tests compare what the host looks like before and after them: nothing else of ours may run meanwhile.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

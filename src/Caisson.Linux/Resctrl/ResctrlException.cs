namespace Caisson.Linux.Resctrl;

/// <summary>Resource control that is not to be had, or a group that is not as it has to be. The message is one line.</summary>
/// <param name="message">One line.</param>
public sealed class ResctrlException(string message) : Exception("intelRdt: " + message);

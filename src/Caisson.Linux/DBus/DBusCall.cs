namespace Caisson.Linux.DBus;

/// <summary>A method call that is to be sent.</summary>
/// <param name="Destination">Whom to call.</param>
/// <param name="Path">Which of its objects.</param>
/// <param name="Interface">The method's interface.</param>
/// <param name="Member">The method.</param>
/// <param name="Signature">The types of its arguments.</param>
internal sealed record DBusCall(string Destination, string Path, string Interface, string Member, string Signature = "")
{
    /// <summary>Its arguments.</summary>
    internal DBusWriter Body { get; } = new();
}

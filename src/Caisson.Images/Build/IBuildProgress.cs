namespace Caisson.Images.Build;

/// <summary>Is told how a build goes. Stages are built side by side, and so calls come from several threads at once.</summary>
public interface IBuildProgress
{
    /// <summary>Something happened.</summary>
    /// <param name="buildEvent">What.</param>
    public void Report(BuildEvent buildEvent);
}

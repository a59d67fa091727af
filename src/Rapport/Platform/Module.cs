using System.CommandLine;

namespace Rapport.Platform;

/// <summary>
/// A part of the program in a folder of its own. What it brings stands in its <c>XModule.cs</c>: services, routes, pages, navigation,
/// permissions, kinds of facts with their rules, panels, schedule and commands. <c>Server.cs</c> lists all modules; they name later ones
/// never.
/// </summary>
public abstract class Module
{
    /// <summary>What the program needs whether or not it serves: use cases, readers, jobs and whatever is registered with other
    /// modules.</summary>
    public abstract void Add(IServiceCollection services);

    /// <summary>Routes of the API and forms of pages.</summary>
    public virtual void Map(WebApplication app) { }

    /// <summary>Commands of the command line.</summary>
    public virtual IEnumerable<Command> Commands() => [];

    /// <summary>Commands under <c>import</c>.</summary>
    public virtual IEnumerable<Command> ImportCommands() => [];
}

namespace Rapport.Models;

/// <summary>Says in a sentence why a model cannot work with what it was given.</summary>
public sealed class ModelRefusal(string message) : Exception(message);

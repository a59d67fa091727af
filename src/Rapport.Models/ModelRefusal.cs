namespace Rapport.Models;

/// <summary>Why a model cannot be made of what it was given, in a sentence for whoever gave it.</summary>
public sealed class ModelRefusal(string message) : Exception(message);

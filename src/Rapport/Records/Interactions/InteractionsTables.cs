using Rapport.Records.Facts;

namespace Rapport.Records.Interactions;

internal sealed class InteractionTable : CustomerFactTable<Interaction>;

internal sealed class NoteTable : CustomerFactTable<Note>;

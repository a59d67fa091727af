using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Platform.Data;

namespace Rapport.Tests.Architecture;

/// <summary>Erasure and export can only find what is marked: no column that holds text goes without.</summary>
[Trait("Spec", "PRV-3")]
public sealed class PersonalDataTests(SqliteServer server) : IClassFixture<SqliteServer>
{
    private const string Framework = "Microsoft.AspNetCore.Identity";

    [Fact]
    public async Task Every_column_that_holds_text_says_whether_it_is_personal() =>
        Nothing.In(
            from column in await Texts()
            where column.PropertyInfo is { } property && !IsMarked(property) && !IsOfFramework(column)
            select $"{column.DeclaringType.ClrType.Name}.{column.Name}"
        );

    /// <summary>What a person has to look through who is asked where somebody's data lies.</summary>
    [Fact]
    public async Task The_page_on_personal_data_lists_each_marked_column()
    {
        var written = await File.ReadAllLinesAsync(Path.Combine(TestMachine.Root, "docs", "personal-data.md"));
        var marked = (
            from column in await Texts()
            where column.PropertyInfo?.GetCustomAttribute<PersonalDataAttribute>() is not null
            let of = column.PropertyInfo!.GetCustomAttribute<PersonalDataAttribute>()!.Of
            group column.GetColumnName() by (Table: column.DeclaringType.ContainingEntityType.GetTableName(), Of: of) into table
            orderby table.Key.Table, table.Key.Of
            select $"| `{table.Key.Table}` | {Words.Of(table.Key.Of)} | "
                + $"{string.Join(", ", table.Distinct().Order().Select(c => $"`{c}`"))} |"
        ).ToList();

        Assert.True(
            marked.SequenceEqual(written.Where(line => line.StartsWith("| `", StringComparison.Ordinal))),
            string.Join('\n', marked)
        );
    }

    private Task<List<IProperty>> Texts() =>
        server.Node.In(
            server.Organization,
            services =>
            {
                var db = services.GetRequiredService<RapportDb>();
                return Task.FromResult(db.Model.GetEntityTypes().SelectMany(t => t.GetProperties()).Where(HoldsText).ToList());
            }
        );

    private static bool HoldsText(IProperty column) =>
        (Nullable.GetUnderlyingType(column.ClrType) ?? column.ClrType) is { IsValueType: false };

    private static bool IsMarked(PropertyInfo property) =>
        property.IsDefined(typeof(PersonalDataAttribute)) ^ property.IsDefined(typeof(NotPersonalDataAttribute));

    /// <summary>Logins, passkeys and tokens: all of users, and erased with them.</summary>
    private static bool IsOfFramework(IProperty column) =>
        column.PropertyInfo!.DeclaringType!.Namespace?.StartsWith(Framework, StringComparison.Ordinal) == true;
}

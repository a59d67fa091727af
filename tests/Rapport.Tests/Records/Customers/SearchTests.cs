namespace Rapport.Tests.Records.Customers;

[Trait("Spec", "CUS-10")]
public abstract class SearchTests(TestServer server) : PartsTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : SearchTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : SearchTests(server), IClassFixture<PostgresServer>;

    [Theory]
    [InlineData("山田太郎", "山", "山田", "田太", "太郎", "郎", "山田太", "田太郎", "山田太郎")]
    [InlineData("株式会社トヨタ自動車", "トヨ", "自動", "動車", "トヨタ", "車")]
    [InlineData("김철수", "김", "철수", "수")]
    [InlineData("สมชาย ใจดี", "สม", "ชา", "ดี")]
    [InlineData("𠮷野家", "𠮷", "𠮷野", "野家", "𠮷野家")]
    [InlineData("JR東日本", "jr", "東日", "日本")]
    [InlineData("𠮷田 ab𠮷", "ab")]
    public async Task A_name_written_without_spaces_is_found_by_any_letters_that_stand_together(string name, params string[] typed)
    {
        var customer = await Customer(name, new { type = "individual" });

        foreach (var letters in typed)
            Assert.True(await Finds(letters, customer), $"{name} by {letters}");
        Assert.False(await Finds("犬猫", customer));
    }

    [Fact]
    public async Task What_such_a_customer_is_found_by_follows_the_name_its_contacts_and_its_tags()
    {
        var customer = await Customer("山田太郎", new { type = "individual" });
        (await Api.Patch($"/api/customers/{customer}", new { display_name = "佐藤花子" })).Expect(200);
        (await Api.Post($"/api/customers/{customer}/contacts", new { first_name = "一郎", last_name = "高橋" })).Expect(201);
        (await Api.Post($"/api/customers/{customer}/tags", new { name = "大切顧客" })).Expect(201);

        Assert.False(await Finds("太郎", customer));
        foreach (var letters in new[] { "花子", "高橋", "一郎", "顧客" })
            Assert.True(await Finds(letters, customer), letters);
    }

    [Fact]
    public async Task Letters_of_an_alphabet_are_found_where_words_begin()
    {
        var customer = await Customer("Zacharias Quendelbaum");

        Assert.True(await Finds("Qu", customer));
        Assert.True(await Finds("delba", customer));
        Assert.False(await Finds("ba", customer));
    }

    [Theory]
    [InlineData("Quendlebaum")]
    [InlineData("Quendelbum")]
    [InlineData("Quenndelbaum")]
    [InlineData("Kuendelbaum")]
    [InlineData("quandelbaun")]
    [InlineData("Quendlb")]
    [InlineData("Zacharius Quendelbaum")]
    [InlineData("qendelbaum zach")]
    public async Task A_name_is_found_in_spite_of_a_typing_error(string typed)
    {
        var customer = await Customer("Zacharias Quendelbaum");

        Assert.True(await Finds(typed, customer));
    }

    [Theory]
    [InlineData("Qundlbam")]
    [InlineData("Quendelbaum Ottokar")]
    [InlineData("Zach Kwendelboom")]
    public async Task What_is_spelled_otherwise_altogether_is_not_found(string typed)
    {
        var customer = await Customer("Zacharias Quendelbaum");

        Assert.False(await Finds(typed, customer));
    }

    [Fact]
    public async Task Typing_errors_are_looked_for_only_when_nothing_matches()
    {
        var (meant, near) = (await Customer("Weatherford"), await Customer("Weatherfort"));

        Assert.True(await Finds("weatherford", meant));
        Assert.False(await Finds("weatherford", near));
        Assert.True(await Finds("weatherfert", meant));
        Assert.True(await Finds("weatherfert", near));
    }

    [Fact]
    public async Task A_name_that_nobody_has_any_more_is_found_by_no_spelling_and_kept_in_none()
    {
        var person = new { type = "individual" };
        var (first, second) = (await Customer("Ottilie Vergangen", person), await Customer("Hedwig Vergangen", person));
        async Task Rename(Guid id) => (await Api.Patch($"/api/customers/{id}", new { display_name = "Somebody Else" })).Expect(200);
        Task<long> Kept() => Count($"select count(*) from name_spellings where organization_id = {Organization} and word = {"vergangen"}");

        await Rename(first);
        Assert.True(await Finds("verganken", second));
        await Rename(second);

        Assert.False(await Finds("verganken", second));
        Assert.Equal(0, await Kept());
    }

    [Fact]
    public async Task One_or_two_letters_are_where_words_tags_and_external_IDs_begin_several_in_any_order()
    {
        var customer = await Customer("Xaver Ypsilon", new { external_id = "QX-77" });
        (await Api.Post($"/api/customers/{customer}/tags", new { name = "Wjasma" })).Expect(201);

        foreach (var typed in new[] { "x", "y", "x y", "y x", "qx", "wj", "yp qx x", "x psil" })
            Assert.True(await Finds(typed, customer), typed);
        foreach (var typed in new[] { "av", "x z", "ja", "xy" })
            Assert.False(await Finds(typed, customer), typed);
    }
}

using System.Net.Http.Headers;

namespace Rapport.Client;

/// <summary>What a program does with customers, written against the generated client alone.</summary>
internal sealed class Journey(RapportClient api)
{
    private readonly string name = $"Client {Guid.NewGuid()}";

    public static async Task<Journey> SignIn(Uri address, string email, string password)
    {
        var http = new HttpClient { BaseAddress = address };
        var api = new RapportClient(http);
        await Refused(401, "unauthenticated", () => api.SignInAsync(new SignInRequest { Email = email, Password = "wrong" }));
        var session = await api.SignInAsync(new SignInRequest { Email = email, Password = password });
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.Access_token);
        return new Journey(api);
    }

    public async Task Run()
    {
        var customer = await Create();
        var twin = await CreateTwin();
        await Change(customer);
        await List(customer, twin);
        await Furnish(customer);
        await MergeAndUndo(customer, twin);

        await api.ArchiveCustomerAsync(customer.Id);
        var archived = await api.GetCustomerAsync(customer.Id);
        Check(archived.Result.Archived_at is not null, "it is archived");
    }

    private CustomerInput Input() =>
        new()
        {
            Type = CustomerInputType.Individual,
            Display_name = name,
            Email = "generated@example.org",
        };

    private Task<CustomerView> Create() => api.CreateCustomerAsync(Input());

    private async Task<CustomerView> CreateTwin()
    {
        await Refused(409, "possible_duplicate", () => api.CreateCustomerAsync(Input()));
        return await api.CreateCustomerAsync(Input(), on_duplicate: "create");
    }

    private async Task Change(CustomerView customer)
    {
        var read = await api.GetCustomerAsync(customer.Id);
        var etag = read.Headers["ETag"].Single();
        Check(read.Result.Display_name == name, "it reads back");
        var changed = await api.UpdateCustomerAsync(customer.Id, new CustomerInput { Phone = "+49 30 901820" }, if_Match: etag);
        Check(changed.Phone == "+49 30 901820" && changed.Display_name == name, "a change touches only what it names");
        await Refused(
            412,
            "stale",
            () => api.UpdateCustomerAsync(customer.Id, new CustomerInput { Phone = "+49 30 901821" }, if_Match: etag)
        );
    }

    private async Task List(CustomerView customer, CustomerView twin)
    {
        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await api.ListCustomersAsync(search: name, limit: "1", cursor: cursor);
            seen.AddRange(page.Data.Select(row => row.Id));
            cursor = page.Next_cursor;
        } while (cursor is not null);
        Check(seen.Order().SequenceEqual(new[] { customer.Id, twin.Id }.Order()), "the list shows both by cursor");
    }

    private async Task Furnish(CustomerView customer)
    {
        var contact = await api.AddContactAsync(customer.Id, new ContactInput { First_name = "Ada", Last_name = "Generated" });
        Check(contact.Last_name == "Generated", "a contact is added");
        var order = await api.CreateOrderAsync(
            new NewOrder
            {
                Number = "CS-1",
                Customer_id = customer.Id,
                Currency = "EUR",
                Status = NewOrderStatus.Completed,
                Total = 20,
            }
        );
        Check(order.Number == "CS-1", "an order is added");
        Check((await api.GetTimelineAsync(customer.Id)).Data.Count > 0, "the timeline has entries");
        Check((await api.GetCustomer360Async(customer.Id)).Core_profile.Id == customer.Id, "the 360 is this customer's");
    }

    private async Task MergeAndUndo(CustomerView customer, CustomerView twin)
    {
        var merge = await api.MergeCustomersAsync(customer.Id, new MergeCustomersRequest { Duplicate_ids = [twin.Id] });
        Check((await api.ListCustomersAsync(search: name)).Total == 1, "the list shows the survivor alone");
        await api.UndoMergeAsync(merge.Id);
        var apart = await api.GetCustomerAsync(twin.Id);
        Check(apart.Result.Id == twin.Id, "the undone merge parts them");
    }

    private static async Task Refused(int status, string code, Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (ApiException<Problem> refusal)
        {
            Check(
                refusal.StatusCode == status && refusal.Result.Code == code,
                $"{status} {code}, not {refusal.StatusCode} {refusal.Result.Code}"
            );
            return;
        }
        throw new InvalidOperationException($"Not refused with {code}.");
    }

    private static void Check(bool holds, string what)
    {
        if (!holds)
            throw new InvalidOperationException($"Not so: {what}.");
    }
}

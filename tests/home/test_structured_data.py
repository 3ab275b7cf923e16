from home import structured_data


def test_a_trail_counts_from_one():
    assert structured_data.breadcrumb_list([("Home", "https://h/"), ("Over", "https://h/over/")]) == {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": 1, "name": "Home", "item": {"@id": "https://h/"}},
            {"@type": "ListItem", "position": 2, "name": "Over", "item": {"@id": "https://h/over/"}},
        ],
    }


def test_a_term_is_identified_by_its_landing_page():
    term = structured_data.defined_term(
        name="Data delen", code="data-sharing", url="https://h/b/data-sharing/", in_set="https://h/b/"
    )

    assert term == {
        "@type": "DefinedTerm",
        "@id": "https://h/b/data-sharing/",
        "name": "Data delen",
        "termCode": "data-sharing",
        "url": "https://h/b/data-sharing/",
        "inDefinedTermSet": "https://h/b/",
    }

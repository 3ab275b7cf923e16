"""The clauses of audiences make way for a facet by the name of ``audience``."""

from django.db import migrations


def rename(apps, old, new):
    apps.get_model("search", "IndexTerm").objects.filter(facet=old).update(facet=new)


def forward(apps, schema_editor):
    rename(apps, "audience", "clause")


def backward(apps, schema_editor):
    terms = apps.get_model("search", "IndexTerm").objects
    terms.filter(facet="audience").delete()
    rename(apps, "clause", "audience")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(forward, backward)]

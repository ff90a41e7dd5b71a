package forgetful

import (
	"math/rand/v2"
	"testing"
)

// afterCuts counts, over many cuts of the same story, what is found.
func afterCuts(t *testing.T, story func(*tree), found func(root *node) string) map[string]int {
	t.Helper()
	all := map[string]int{}
	for seed := range uint64(200) {
		tree := newTree()
		story(tree)
		tree.cut(rand.New(rand.NewPCG(seed, 0)))
		if len(tree.journal) > 0 {
			t.Fatal("something is still not durable after a cut")
		}
		all[found(tree.root)]++
	}
	return all
}

func (t *tree) file(in *node, of, content string) *node {
	n := t.make(false, 0o600)
	t.rename(name{in, of, n})
	n.write(0, []byte(content))
	return n
}

// texts tells a folder's files.
func texts(root *node) string {
	said := ""
	for _, of := range []string{"settings", "settings.new"} {
		if n := root.names[of]; n != nil {
			said += of + "=" + string(n.content) + " "
		}
	}
	return said
}

func TestCut_LeavesOneOfTwoSettingsWhereTheyAreReplacedRightly(t *testing.T) {
	found := afterCuts(t, func(tree *tree) {
		tree.sync(tree.file(tree.root, "settings", "old"))
		n := tree.file(tree.root, "settings.new", "new")
		tree.sync(n)
		tree.rename(name{tree.root, "settings", n}, name{tree.root, "settings.new", nil})
	}, texts)
	if len(found) != 2 || found["settings=old settings.new=new "] == 0 || found["settings=new "] == 0 {
		t.Errorf("found %v", found)
	}
}

func TestCut_LeavesTheNewSettingsOnceTheirFolderIsSynced(t *testing.T) {
	found := afterCuts(t, func(tree *tree) {
		tree.sync(tree.file(tree.root, "settings", "old"))
		n := tree.file(tree.root, "settings.new", "new")
		tree.sync(n)
		tree.rename(name{tree.root, "settings", n}, name{tree.root, "settings.new", nil})
		tree.sync(tree.root)
	}, texts)
	if len(found) != 1 || found["settings=new "] == 0 {
		t.Errorf("found %v", found)
	}
}

func TestCut_LeavesNothingOfSettingsThatWereNotSyncedBeforeTheyTookTheName(t *testing.T) {
	found := afterCuts(t, func(tree *tree) {
		tree.sync(tree.file(tree.root, "settings", "old"))
		n := tree.file(tree.root, "settings.new", "new")
		tree.rename(name{tree.root, "settings", n}, name{tree.root, "settings.new", nil})
		tree.sync(tree.root)
	}, texts)
	if found["settings= "] == 0 || found["settings=new "] == 0 {
		t.Errorf("found %v", found)
	}
}

func TestCut_KeepsTheOrderOfNamesAndWhatTheFirstSyncOfANewFileMadeDurable(t *testing.T) {
	found := afterCuts(t, func(tree *tree) {
		folder := tree.make(true, 0o700)
		tree.rename(name{tree.root, "people", folder})
		tree.sync(tree.file(folder, "profile", "anna"))
		tree.rename(name{tree.root, "one", tree.make(true, 0o700)})
		tree.rename(name{tree.root, "two", tree.make(true, 0o700)})
	}, func(root *node) string {
		people := root.names["people"]
		if people == nil || people.names["profile"] == nil || string(people.names["profile"].content) != "anna" {
			return "lost"
		}
		if root.names["two"] != nil && root.names["one"] == nil {
			return "out of order"
		}
		return []string{"none", "one", "both"}[len(root.names)-1]
	})
	if len(found) != 3 || found["none"] == 0 || found["one"] == 0 || found["both"] == 0 {
		t.Errorf("found %v", found)
	}
}

func TestCut_AFileWithItsNameMakesNoOtherNamesDurable(t *testing.T) {
	found := afterCuts(t, func(tree *tree) {
		n := tree.file(tree.root, "settings", "old")
		tree.sync(n)
		tree.rename(name{tree.root, "settings", nil})
		n.write(0, []byte("new"))
		tree.sync(n)
	}, texts)
	if len(found) != 2 || found["settings=new "] == 0 || found[""] == 0 {
		t.Errorf("found %v", found)
	}
}

func TestCut_ASecondNameIsDurableOnlyOnceAFolderIsSynced(t *testing.T) {
	story := func(tree *tree) {
		n := tree.file(tree.root, "settings.new", "new")
		tree.sync(n)
		tree.rename(name{tree.root, "settings", n})
		tree.sync(n)
	}
	found := afterCuts(t, story, texts)
	if len(found) != 2 || found["settings=new settings.new=new "] == 0 || found["settings.new=new "] == 0 {
		t.Errorf("found %v", found)
	}
	found = afterCuts(t, func(tree *tree) {
		story(tree)
		tree.sync(tree.root)
	}, texts)
	if len(found) != 1 || found["settings=new settings.new=new "] == 0 {
		t.Errorf("found %v once the folder was synced", found)
	}
}

func TestCut_LeavesTheSameUnderEachNameOfAFile(t *testing.T) {
	found := afterCuts(t, func(tree *tree) {
		n := tree.file(tree.root, "settings.new", "new")
		tree.rename(name{tree.root, "settings", n})
		tree.sync(tree.root)
	}, func(root *node) string {
		one, other := string(root.names["settings"].content), string(root.names["settings.new"].content)
		if one != other {
			return "differs"
		}
		return one
	})
	if len(found) != 2 || found["new"] == 0 || found[""] == 0 {
		t.Errorf("found %v", found)
	}
}

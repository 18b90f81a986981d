/** Feedback that teaches: habits of delivery, what blind hiring keeps out. */
import { expect, test } from './support/app';

/** An answer with habits, and with things better left out. */
const SPOKEN_ANSWER =
  '음 저는 한빛대학교 동아리에서 홍보를 맡았습니다. 어 그때 참여자가 너무 적어서 다들 힘들어했어요. 음 저희 아버지도 장사를 하셔서 알려 주셨습니다. ' +
  '그래서 전단 대신 짧은 영상을 네 편 만들었어요. 그 결과 참여자가 스무 명에서 마흔 명으로 늘었고요';

test('habits are shown in the person’s own sentences, and what blind hiring keeps out is noted without points', async ({
  app,
  page
}) => {
  await app.open();
  await app.startInterview({ count: 1 });
  await app.answer(SPOKEN_ANSWER);
  await app.total();

  const habit = (code: string) => page.getByTestId('delivery').locator(`[data-code=${code}]`);
  await expect(habit('trailing-off')).toContainText('→ 그 결과 참여자가 스무 명에서 마흔 명으로 늘었습니다.');
  await expect(habit('mixed-endings')).toContainText('→ 그래서 전단 대신 짧은 영상을 네 편 만들었습니다.');
  await expect(habit('fillers')).toContainText('군말이 3번');

  const blind = page.getByTestId('blind');
  await expect(blind.locator('[data-topic]')).toHaveCount(2);
  await expect(blind.locator('[data-topic=school] mark')).toHaveText('한빛대학교');
  await expect(blind.locator('[data-topic=family] mark')).toHaveText('저희 아버지');
});
